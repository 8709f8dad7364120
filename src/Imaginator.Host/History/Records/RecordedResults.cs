using Imaginator.Host.Queue.Outcomes;

namespace Imaginator.Host.History.Records;

/// <summary>Display names and groups of results.</summary>
internal static class RecordedResults
{
    /// <summary>The display name of a result, also part of the API.</summary>
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
        _ => throw new ArgumentOutOfRangeException(nameof(result), result, "unknown result"),
    };

    /// <summary>Parses the display name of a result; null if it is invalid.</summary>
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

    /// <summary>Whether the build has an image; null while it waits or runs.</summary>
    public static bool? IsGood(this RecordedResult result) => result switch
    {
        RecordedResult.Queued or RecordedResult.Running => null,
        RecordedResult.Succeeded or RecordedResult.Unchanged => true,
        _ => false,
    };

    /// <summary>Whether the result counts for the state of the stream: a cancelled build does not.</summary>
    public static bool IsConclusive(this RecordedResult result) =>
        result is RecordedResult.Succeeded or RecordedResult.Unchanged or RecordedResult.Failed;

    /// <summary>Converts the outcome of the queue.</summary>
    public static RecordedResult ToResult(this BuildOutcome outcome) => outcome.Kind switch
    {
        BuildOutcomeKind.Succeeded when outcome.Result!.IsUnchanged => RecordedResult.Unchanged,
        BuildOutcomeKind.Succeeded => RecordedResult.Succeeded,
        BuildOutcomeKind.Failed => RecordedResult.Failed,
        BuildOutcomeKind.Cancelled => RecordedResult.Cancelled,
        BuildOutcomeKind.NeedsSourceImage => RecordedResult.NeedsSourceImage,
        BuildOutcomeKind.Interrupted => RecordedResult.Interrupted,
        _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome.Kind, "unknown outcome"),
    };
}
