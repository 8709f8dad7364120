namespace Imaginator.Testing.Tests.Notifiers;

/// <summary>The faults of a <see cref="ToyNotifier"/>.</summary>
public enum NotifierFault
{
    /// <summary>None.</summary>
    None,

    /// <summary>The type name has a space.</summary>
    HasABadName,

    /// <summary>A missing address is not noticed.</summary>
    AcceptsAnySettings,

    /// <summary>The receiver must be there when it is opened.</summary>
    ConnectsWhenOpened,

    /// <summary>The destination has two lines.</summary>
    DescribesItselfInTwoLines,

    /// <summary>Each line of the text is a message.</summary>
    SplitsTexts,

    /// <summary>The text is a header of the request.</summary>
    WritesTextsIntoHeaders,

    /// <summary>Messages of one kind of event are lost.</summary>
    LosesRecoveries,

    /// <summary>Each delivery has another id.</summary>
    InventsIds,

    /// <summary>All messages have the same id.</summary>
    FixesIds,

    /// <summary>Of two deliveries at the same time, one is lost.</summary>
    LosesOverlappingMessages,

    /// <summary>A refused message counts as delivered.</summary>
    IgnoresRefusals,

    /// <summary>Failures are exceptions of the class library.</summary>
    ThrowsOtherExceptions,

    /// <summary>A delivery ignores its cancellation.</summary>
    IgnoresCancellation,

    /// <summary>Cancellation is a failure of the receiver.</summary>
    MistakesCancellation,

    /// <summary>A receiver that does not answer counts as one that refuses.</summary>
    MistakesSilence,

    /// <summary>The exception has the answer of the receiver, with what it got.</summary>
    RepeatsAnswers,

    /// <summary>The log has the settings.</summary>
    LogsSettings,
}
