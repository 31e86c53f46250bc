/**
 * Who may speak, how fast, as whom: one package per check below this one. Nothing lives here
 * directly, and nothing below here routes a request or touches media.
 */
@NullMarked
package org.portcullis.security;

import org.jspecify.annotations.NullMarked;
