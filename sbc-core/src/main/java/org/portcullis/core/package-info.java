/**
 * SIP itself: messages, codec, transports, transactions, dialogs and calls, one package each below
 * this one. Nothing lives here directly, and nothing below here knows the other modules: they
 * implement the ports that {@code call} declares.
 */
@NullMarked
package org.portcullis.core;

import org.jspecify.annotations.NullMarked;
