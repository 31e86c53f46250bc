/**
 * What tests of several packages share: a loop without a thread, a flow that remembers, messages
 * from text.
 */
@NullMarked
package org.portcullis.core.testkit;

import org.jspecify.annotations.NullMarked;
