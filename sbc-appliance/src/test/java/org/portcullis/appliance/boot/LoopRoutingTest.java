package org.portcullis.appliance.boot;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.portcullis.core.border.Routing;
import org.portcullis.core.registration.BoundRouting;
import org.portcullis.routing.emergency.EmergencyRoutes;

class LoopRoutingTest {

    /** A method that it inherited would answer for no configuration at all. */
    @ParameterizedTest
    @ValueSource(classes = {LoopRouting.class, BoundRouting.class, EmergencyRoutes.class})
    void shouldPassOnEverythingThatItIsAsked(Class<?> wrapper) throws Exception {
        List<String> inherited = new ArrayList<>();
        for (Method method : Routing.class.getMethods()) {
            Method its = wrapper.getMethod(method.getName(), method.getParameterTypes());
            if (!its.getDeclaringClass().equals(wrapper)) {
                inherited.add(method.toString());
            }
        }
        assertEquals(List.of(), inherited);
    }
}
