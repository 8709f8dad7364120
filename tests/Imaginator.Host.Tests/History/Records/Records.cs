using Imaginator.Host.History.Records;
using Imaginator.Host.Queue.Requests;

namespace Imaginator.Host.Tests.History.Records;

/// <summary>Records of builds that never were.</summary>
internal static class Records
{
    public static DateTimeOffset Start { get; } = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    /// <summary>A build that was submitted so many minutes after <see cref="Start"/>.</summary>
    public static BuildRecord At(
        int minutes, string stream = "base", RecordedResult result = RecordedResult.Succeeded, string requestor = "alice")
    {
        var queued = Start.AddMinutes(minutes);
        var isOver = result.IsGood() is not null;
        return new BuildRecord
        {
            Id = BuildId.FirstAt(queued),
            StreamName = stream,
            Result = result,
            Reason = BuildReason.Request,
            Requestor = requestor,
            QueuedAt = queued,
            StartedAt = result == RecordedResult.Queued ? null : queued.AddSeconds(1),
            FinishedAt = isOver ? queued.AddSeconds(11) : null,
            ImageName = result == RecordedResult.Succeeded ? $"{stream}/{queued:yyyy-MM-dd:HH:mm:ss}" : null,
            Error = result == RecordedResult.Failed ? $"{stream}: scripts: exit status 1" : "",
        };
    }
}
