package org.portcullis.appliance.admin;

import io.netty.handler.codec.http.HttpRequest;
import java.net.InetSocketAddress;

/**
 * Who sent a request, as far as it tells.
 *
 * @param head of the request
 * @param remote where it came from
 * @param local where it was heard
 */
record Caller(HttpRequest head, InetSocketAddress remote, InetSocketAddress local) {}
