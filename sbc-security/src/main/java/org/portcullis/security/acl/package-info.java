/**
 * Address groups: which sources a name stands for, one table that finds the groups of a source
 * fast, the access lists made of them, and the domain names among them kept resolved.
 *
 * <p>Not here: what being in a group means to others (trunks, flood exemptions), nor bans, which
 * come and go by the second.
 */
@NullMarked
package org.portcullis.security.acl;

import org.jspecify.annotations.NullMarked;
