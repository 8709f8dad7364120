namespace Imaginator.State.History;

/// <summary>Groups of results.</summary>
public static class RecordedResults
{
    /// <summary>Whether the build has an image; null while it waits or runs.</summary>
    public static bool? IsGood(this RecordedResult result) => result switch
    {
        RecordedResult.Queued or RecordedResult.Running => null,
        RecordedResult.Succeeded or RecordedResult.Unchanged => true,
        _ => false,
    };
}
