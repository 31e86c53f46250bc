package org.portcullis.appliance.boot;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.portcullis.core.border.Routing;

class LoopRoutingTest {

    /** A method that it inherited would answer for no configuration at all. */
    @Test
    void shouldPassOnEverythingThatItIsAsked() {
        List<String> own =
                Arrays.stream(LoopRouting.class.getDeclaredMethods()).map(Method::getName).toList();
        List<String> inherited =
                Arrays.stream(Routing.class.getMethods())
                        .map(Method::getName)
                        .filter(name -> !own.contains(name))
                        .toList();
        assertEquals(List.of(), inherited);
    }
}
