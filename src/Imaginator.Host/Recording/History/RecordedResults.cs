using Imaginator.Host.Queue.Outcomes;

namespace Imaginator.Host.Recording.History;

/// <summary>Results in words and groups.</summary>
internal static class RecordedResults
{
    /// <summary>The result for people and programs.</summary>
    public static string ToDisplay(this RecordedResult result) => result switch
    {
        RecordedResult.Queued => "queued",
        RecordedResult.Running => "running",
        RecordedResult.Succeeded => "succeeded",
        RecordedResult.Failed => "failed",
        RecordedResult.Cancelled => "cancelled",
        RecordedResult.Interrupted => "interrupted",
        RecordedResult.NeedsSourceImage => "needs-source-image",
        RecordedResult.Unchanged => "unchanged",
        _ => throw new ArgumentOutOfRangeException(nameof(result), result, "Unknown result."),
    };

    /// <summary>The reverse of <see cref="ToDisplay"/>; null for what is no result.</summary>
    public static RecordedResult? Parse(string text)
    {
        foreach (var result in Enum.GetValues<RecordedResult>())
        {
            if (result.ToDisplay() == text)
            {
                return result;
            }
        }

        return null;
    }

    /// <summary>Whether there is an image; null while the build is not over.</summary>
    public static bool? IsGood(this RecordedResult result) => result switch
    {
        RecordedResult.Queued or RecordedResult.Running => null,
        RecordedResult.Succeeded or RecordedResult.Unchanged => true,
        _ => false,
    };

    /// <summary>Whether the build says something about its stream: one that was cancelled does not.</summary>
    public static bool IsConclusive(this RecordedResult result) =>
        result is RecordedResult.Succeeded or RecordedResult.Unchanged or RecordedResult.Failed;

    /// <summary>What a queue calls it, as recorded.</summary>
    public static RecordedResult ToResult(this BuildOutcome outcome) => outcome.Kind switch
    {
        BuildOutcomeKind.Succeeded when outcome.Result!.IsUnchanged => RecordedResult.Unchanged,
        BuildOutcomeKind.Succeeded => RecordedResult.Succeeded,
        BuildOutcomeKind.Failed => RecordedResult.Failed,
        BuildOutcomeKind.Cancelled => RecordedResult.Cancelled,
        BuildOutcomeKind.NeedsSourceImage => RecordedResult.NeedsSourceImage,
        BuildOutcomeKind.Interrupted => RecordedResult.Interrupted,
        _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome.Kind, "Unknown outcome."),
    };
}
