package org.portcullis.appliance.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ConfigurationReferenceTest {
    private static final Path DOCS = Path.of("..", "docs");

    @Test
    void shouldStandInDocsAsItIs() throws Exception {
        assertEquals(
                ConfigurationReference.markdown(),
                Files.readString(DOCS.resolve("configuration.md")),
                "out of date; run: ./sbc schema --markdown > docs/configuration.md");
    }

    @Test
    void shouldHaveItsSchemaInDocsAsItIs() throws Exception {
        assertEquals(
                ConfigurationReference.jsonSchema(),
                Files.readString(DOCS.resolve("portcullis.schema.json")),
                "out of date; run: ./sbc schema > docs/portcullis.schema.json");
    }

    @Test
    void shouldDescribeEveryForm() {
        JsonNode schema = JsonMapper.shared().readTree(ConfigurationReference.jsonSchema());
        JsonNode top = schema.at("/properties");
        JsonNode realm = top.at("/realms/additionalProperties");
        assertEquals("[\"udp:127.0.0.1:5060\"]", realm.at("/properties/listen/default").toString());
        assertEquals("array", realm.at("/properties/listen/type").asString());
        assertEquals(
                "[\"untrusted\",\"known\",\"trusted\"]",
                realm.at("/properties/trust/enum").toString());
        assertTrue(realm.at("/properties/media/properties/ports/pattern").isString());
        assertEquals("false", realm.at("/additionalProperties").toString());
        JsonNode trunk = top.at("/trunks/additionalProperties");
        assertEquals("[\"realm\",\"match\"]", trunk.at("/required").toString());
        JsonNode to = top.at("/routes/items/properties/to");
        assertEquals("1", to.at("/minProperties").toString());
        assertEquals("1", to.at("/maxProperties").toString());
        assertEquals("400", to.at("/properties/reject/minimum").toString());
        assertEquals("30", top.at("/flood/properties/density/default").toString());
        assertEquals("auto", top.at("/transport/properties/loops/anyOf/0/const").asString());
    }
}
