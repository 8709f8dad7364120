namespace Imaginator.Host.Queue.Journal;

/// <summary>The kind of a line in a journal of version 0.1. The names are in files: they stay.</summary>
internal enum JsonLineEvent
{
    /// <summary>A build was submitted.</summary>
    Queued,

    /// <summary>A build started.</summary>
    Started,

    /// <summary>A build ended and needs no attention after a restart.</summary>
    Finished,

    /// <summary>Builds were disabled or enabled.</summary>
    Paused,
}
