using Imaginator.State;
using Imaginator.State.Jobs;
using Imaginator.State.Jobs.Holding;
using Imaginator.State.Jobs.Requests;

namespace Imaginator.Postgres.Jobs;

/// <summary>The names of states and answers in the tables and functions.</summary>
internal static class JobNames
{
    public static string Of(PauseKind kind) => kind == PauseKind.Requests ? "requests" : "auto builds";

    public static PauseKind ToPauseKind(string name) => name == "requests" ? PauseKind.Requests : PauseKind.AutoBuilds;

    public static JobState ToState(string name) => name switch
    {
        "queued" => JobState.Queued,
        "running" => JobState.Running,
        "waiting" => JobState.Waiting,
        "publishing" => JobState.Publishing,
        "finished" => JobState.Finished,
        _ => throw Unknown(name),
    };

    public static JobRefusal? ToRefusal(string? name) => name switch
    {
        null => null,
        "paused" => JobRefusal.Paused,
        "joins" => JobRefusal.TooManyJoins,
        "queue" => JobRefusal.QueueFull,
        "user" => JobRefusal.TooManyOfUser,
        _ => throw Unknown(name),
    };

    public static JobCancellation ToCancellation(string name) => name switch
    {
        "cancelled" => JobCancellation.Cancelled,
        "late" => JobCancellation.TooLate,
        "none" => JobCancellation.NotFound,
        _ => throw Unknown(name),
    };

    public static EndAnswer ToEndAnswer(string name) => name switch
    {
        "accepted" => EndAnswer.Accepted,
        "repeated" => EndAnswer.Repeated,
        "lost" => EndAnswer.Lost,
        _ => throw Unknown(name),
    };

    public static AwaitOutcome ToAwaitOutcome(string name) => name switch
    {
        "waiting" => AwaitOutcome.Waiting,
        "cycle" => AwaitOutcome.Cycle,
        "repeated" => AwaitOutcome.Repeated,
        "refused" => AwaitOutcome.Refused,
        "lost" => AwaitOutcome.Lost,
        _ => throw Unknown(name),
    };

    public static ReapedFate ToFate(string name) => name switch
    {
        "requeued" => ReapedFate.Requeued,
        "recover" => ReapedFate.Recover,
        "failed" => ReapedFate.Failed,
        "cancelled" => ReapedFate.Cancelled,
        "succeeded" => ReapedFate.Succeeded,
        _ => throw Unknown(name),
    };

    private static StateException Unknown(string name) => new(
        StateFailure.OtherVersion,
        $"the database answers \"{name}\", which this version does not know; upgrade the program",
        new InvalidOperationException("unknown answer"));
}
