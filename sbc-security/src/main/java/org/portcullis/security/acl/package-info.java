/**
 * Address groups: which sources a name stands for, and one table that finds the groups of a source
 * fast.
 *
 * <p>Not here: what being in a group means (trunks, flood exemptions), nor bans, which come and go
 * by the second.
 */
@NullMarked
package org.portcullis.security.acl;

import org.jspecify.annotations.NullMarked;
