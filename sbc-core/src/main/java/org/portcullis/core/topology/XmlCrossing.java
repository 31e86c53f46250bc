package org.portcullis.core.topology;

import io.netty.util.AsciiString;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.Optional;
import javax.xml.XMLConstants;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * Writes an XML document anew with what its {@link Vocabulary} lets through: addresses with our
 * host, identifiers by pseudonyms, no comments, no processing instructions. Owned by one loop.
 *
 * <p>A document type declaration is refused, so there are no entities but the five predefined ones.
 */
final class XmlCrossing {
    private static final int MOST_DEPTH = 32;
    private static final int MOST_ELEMENTS = 4096;
    private static final String MOST_ATTRIBUTES = "64";
    private static final String PROLOGUE = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

    private final XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    private final Pseudonyms pseudonyms;

    XmlCrossing(Pseudonyms pseudonyms) {
        this.pseudonyms = pseudonyms;
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, true);
        factory.setProperty(XMLConstants.ACCESS_EXTERNAL_DTD, "");
        factory.setProperty("jdk.xml.elementAttributeLimit", MOST_ATTRIBUTES);
        factory.setXMLReporter((message, type, information, location) -> {});
    }

    /** The document for the other side, in UTF-8; empty if it is malformed or beyond a limit. */
    Optional<AsciiString> carry(AsciiString document, Vocabulary vocabulary, String hostPort) {
        ByteArrayInputStream bytes =
                new ByteArrayInputStream(
                        document.array(), document.arrayOffset(), document.length());
        try {
            XMLStreamReader reader = factory.createXMLStreamReader(bytes);
            try {
                return new Copy(reader, vocabulary, hostPort).whole();
            } finally {
                reader.close();
            }
        } catch (XMLStreamException e) {
            return Optional.empty();
        } catch (RuntimeException e) {
            // The JDK's parser throws these too, for bytes that no encoding has.
            return Optional.empty();
        }
    }

    /** One document on its way. */
    private final class Copy {
        private final XMLStreamReader reader;
        private final Vocabulary vocabulary;
        private final String hostPort;
        private final StringBuilder out = new StringBuilder(1024).append(PROLOGUE);
        private final StringBuilder text = new StringBuilder();
        private final Deque<String> open = new ArrayDeque<>();
        private int depth;
        private int elements;
        private boolean empty = true;

        Copy(XMLStreamReader reader, Vocabulary vocabulary, String hostPort) {
            this.reader = reader;
            this.vocabulary = vocabulary;
            this.hostPort = hostPort;
        }

        Optional<AsciiString> whole() throws XMLStreamException {
            while (reader.hasNext()) {
                switch (reader.next()) {
                    case XMLStreamConstants.START_ELEMENT -> {
                        writeText();
                        if (tooMuch()) {
                            return Optional.empty();
                        }
                        if (carried()) {
                            open();
                        } else if (!skip()) {
                            return Optional.empty();
                        }
                    }
                    case XMLStreamConstants.END_ELEMENT -> {
                        writeText();
                        out.append("</").append(name(reader.getPrefix(), reader.getLocalName()));
                        out.append('>');
                        depth--;
                        open.removeLast();
                    }
                    case XMLStreamConstants.CHARACTERS,
                            XMLStreamConstants.CDATA,
                            XMLStreamConstants.SPACE ->
                            text.append(
                                    reader.getTextCharacters(),
                                    reader.getTextStart(),
                                    reader.getTextLength());
                    case XMLStreamConstants.DTD, XMLStreamConstants.ENTITY_REFERENCE -> {
                        return Optional.empty();
                    }
                    default -> {}
                }
            }
            byte[] bytes = out.toString().getBytes(StandardCharsets.UTF_8);
            return empty ? Optional.empty() : Optional.of(new AsciiString(bytes, false));
        }

        private boolean tooMuch() {
            return ++depth > MOST_DEPTH || ++elements > MOST_ELEMENTS;
        }

        private boolean carried() {
            String name = reader.getLocalName();
            return vocabulary.carriesElement(namespace(reader.getNamespaceURI()), name)
                    && (!name.equals("param") || rendering());
        }

        /**
         * Of the parameters of a target only those that say what its user sees cross (RFC 4235
         * 4.1.6.3).
         */
        private boolean rendering() {
            String name = reader.getAttributeValue(null, "pname");
            String known = name == null ? "" : name.toLowerCase(Locale.ROOT);
            return known.equals("+sip.rendering") || known.equals("+sip.byeless");
        }

        /** Passes over an element with all in it; false if it is beyond a limit. */
        private boolean skip() throws XMLStreamException {
            for (int open = depth--; depth < open; ) {
                switch (reader.next()) {
                    case XMLStreamConstants.START_ELEMENT -> {
                        open++;
                        if (open > MOST_DEPTH || ++elements > MOST_ELEMENTS) {
                            return false;
                        }
                    }
                    case XMLStreamConstants.END_ELEMENT -> open--;
                    case XMLStreamConstants.ENTITY_REFERENCE -> {
                        return false;
                    }
                    default -> {}
                }
            }
            return true;
        }

        private void open() {
            empty = false;
            open.addLast(reader.getLocalName());
            out.append('<').append(name(reader.getPrefix(), reader.getLocalName()));
            for (int i = 0; i < reader.getNamespaceCount(); i++) {
                String uri = namespace(reader.getNamespaceURI(i));
                if (vocabulary.carriesNamespace(uri)) {
                    String prefix = reader.getNamespacePrefix(i);
                    attribute(prefix == null ? "xmlns" : "xmlns:" + prefix, uri);
                }
            }
            for (int i = 0; i < reader.getAttributeCount(); i++) {
                String prefix = namespace(reader.getAttributePrefix(i));
                String name = reader.getAttributeLocalName(i);
                String uri =
                        prefix.equals("xml") ? "xml" : namespace(reader.getAttributeNamespace(i));
                if (vocabulary.carriesAttribute(uri, name)) {
                    attribute(name(prefix, name), value(name, reader.getAttributeValue(i)));
                }
            }
            out.append('>');
        }

        private void attribute(String name, String value) {
            out.append(' ').append(name).append("=\"");
            escape(value);
            out.append('"');
        }

        private void writeText() {
            if (!text.isEmpty()) {
                String content = text.toString();
                escape(content.isBlank() ? content : value(open.getLast(), content));
                text.setLength(0);
            }
        }

        private String value(String name, String content) {
            return vocabulary.opaque().contains(name)
                    ? pseudonyms.of(content.strip())
                    : UriText.rewrite(content, hostPort);
        }

        private void escape(String content) {
            for (int i = 0; i < content.length(); i++) {
                char c = content.charAt(i);
                switch (c) {
                    case '<' -> out.append("&lt;");
                    case '>' -> out.append("&gt;");
                    case '&' -> out.append("&amp;");
                    case '"' -> out.append("&quot;");
                    case '\r' -> out.append("&#13;");
                    // XML 1.1 has control characters, 1.0 has not.
                    default -> out.append(c < ' ' && c != '\t' && c != '\n' ? ' ' : c);
                }
            }
        }

        private static String name(String prefix, String local) {
            return prefix == null || prefix.isEmpty() ? local : prefix + ':' + local;
        }

        private static String namespace(String uri) {
            return uri == null ? "" : uri;
        }
    }
}
