/**
 * The program: wiring, configuration, admin API, command line and demo, one package each below this
 * one. Here lives only the entry point; no SIP or RTP logic anywhere below.
 */
@NullMarked
package org.portcullis.appliance;

import org.jspecify.annotations.NullMarked;
