namespace Imaginator.Host.Queue.Journal;

/// <summary>What happened. The names are in files: they stay.</summary>
internal enum JournalEvent
{
    /// <summary>A build was submitted.</summary>
    Queued,

    /// <summary>A build has started.</summary>
    Started,

    /// <summary>A build is over, and needs no attention after a restart.</summary>
    Finished,

    /// <summary>Builds were disabled or enabled.</summary>
    Paused,
}
