package org.portcullis.security.fraud;

import java.util.List;

/** What becomes of a call, and what people are to be told. */
sealed interface Decision {

    List<FraudEvent> events();

    /** It may go on. To be ended when it is over. */
    record Passed(Watch watch, List<FraudEvent> events) implements Decision {}

    /**
     * It may not.
     *
     * @param by the name of the rule, or {@code blocked} for the list
     */
    record Blocked(String by, int status, List<FraudEvent> events) implements Decision {}
}
