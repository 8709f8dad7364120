using System.Collections.Immutable;
using Imaginator.Host.History.Records;
using Imaginator.Host.Notifications.Announcing;
using Imaginator.Host.Queue.Listeners;
using Imaginator.Host.Queue.Outcomes;
using Imaginator.Host.Queue.Requests;
using Imaginator.Host.Queue.Snapshots;
using Imaginator.Host.Web.Addresses;
using Imaginator.Notifications;
using Microsoft.Extensions.Logging;

namespace Imaginator.Host.Notifications.Sources;

/// <summary>
/// Announces the results of builds. Must be registered after the recorder of builds: it reads the record of the build that ends.
/// Thread-safe as <see cref="IBuildListener"/> requires.
/// </summary>
/// <remarks>
/// Cancelled and interrupted builds say nothing about their stream, and are not announced. Neither are private builds, whose inputs the
/// requestor chose.
/// </remarks>
internal sealed class BuildNotifications(Announcer announcer, BuildHistory history, ILogger<BuildNotifications> logger) : IBuildListener
{
    public void Finished(BuildSnapshot build, BuildOutcome outcome)
    {
        if (outcome.Kind is not (BuildOutcomeKind.Succeeded or BuildOutcomeKind.Failed)
            || build.Request.BuildRequest.Private is not null
            || !announcer.HasReceiver(
                NotificationEventNames.BuildFailed,
                NotificationEventNames.BuildRecovered,
                NotificationEventNames.BuildSucceeded,
                NotificationEventNames.ImagePublished))
        {
            return;
        }

        var page = PageAddress.OfBuild(build.Id);
        var record = Read(() => history.Find(build.Id));
        var notified = Describe(build, outcome, record);
        if (outcome.Result is not { } result)
        {
            announcer.Announce(
                [
                    new BuildFailed
                    {
                        StreamName = build.StreamName,
                        Build = notified,
                        Error = EventText.Of(outcome.Error),
                        Stage = record?.Stages.LastOrDefault(stage => stage.Elapsed is null)?.Name ?? "",
                    },
                ],
                page);
            return;
        }

        var forms = ImmutableArray.CreateBuilder<NotificationEvent>();
        if (FindFailureBefore(build) is { } failure)
        {
            forms.Add(new BuildRecovered
            {
                StreamName = build.StreamName, Build = notified, ImageName = result.ImageName, FailedBuildId = failure.ToString(),
            });
        }

        if (!result.IsUnchanged)
        {
            forms.Add(new BuildSucceeded { StreamName = build.StreamName, Build = notified, ImageName = result.ImageName });
        }

        announcer.Announce(forms.ToImmutable(), page);
        if (!result.IsUnchanged && result.ImageName.Length > 0)
        {
            announcer.Announce(
                [
                    new ImagePublished
                    {
                        StreamName = build.StreamName,
                        Build = notified,
                        ImageName = result.ImageName,
                        ExpiresAt = result.Image.ExpiresAt,
                        TotalBytes = result.Image.FileSystem?.TotalDataBytes ?? 0,
                    },
                ],
                page);
        }
    }

    private static NotifiedBuild Describe(BuildSnapshot build, BuildOutcome outcome, BuildRecord? record) => new()
    {
        Id = build.Id.ToString(),
        Requestor = EventText.Of(build.Request.Caller.DisplayName),
        StartedAt = build.StartedAt,
        FinishedAt = build.FinishedAt,
        ManifestUrl = EventText.Of(record?.Inputs.ManifestUrl ?? outcome.Result?.Image.BuildGitUrl ?? ""),
        Branch = EventText.Of(record?.Inputs.Branch ?? outcome.Result?.Image.BuildBranch ?? ""),
        CommitId = EventText.Of(record?.Inputs.CommitId ?? outcome.Result?.Image.BuildCommitId ?? ""),
    };

    /// <summary>The failed build after which this one is the first success; null if the last conclusive build before it succeeded.</summary>
    private BuildId? FindFailureBefore(BuildSnapshot build)
    {
        var query = new HistoryQuery { StreamName = build.StreamName, Before = build.Id, Count = 1 };
        var failed = Read(() => history.Query(query with { Result = RecordedResult.Failed }))?.Builds.FirstOrDefault()?.Id;
        var good = Read(() => history.Query(query with { IsGood = true }))?.Builds.FirstOrDefault()?.Id;
        return failed is { } last && (good is null || good.Value.CompareTo(last) < 0) ? last : null;
    }

    // A build whose record cannot be read is announced with less.
    private T? Read<T>(Func<T?> read)
        where T : class
    {
        try
        {
            return read();
        }
        catch (Exception e) when (HistoryFailures.IsStorageFailure(e))
        {
            SourcesLog.HistoryNotRead(logger, e.Message);
            return null;
        }
    }
}
