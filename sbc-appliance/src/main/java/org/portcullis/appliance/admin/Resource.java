package org.portcullis.appliance.admin;

import java.util.List;

/** A part of the box that can be looked at or changed through the admin server. */
public interface Resource {

    /** What may be asked of it; the same at every call. */
    List<Operation> operations();
}
