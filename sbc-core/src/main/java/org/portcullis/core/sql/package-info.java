/**
 * Questions to an SQL database by JDBC, asked by threads of their own and answered in bounded time.
 *
 * <p>Not here: what is asked ({@code security}, {@code routing}), nor any driver.
 */
@NullMarked
package org.portcullis.core.sql;

import org.jspecify.annotations.NullMarked;
