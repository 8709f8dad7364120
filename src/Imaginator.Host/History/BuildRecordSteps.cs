using Imaginator.Building.Builds;
using Imaginator.Building.Events;
using Imaginator.Building.Streams;
using Imaginator.Host.History.Records;
using Imaginator.Host.History.Retries;
using Imaginator.Host.Queue.Outcomes;
using Imaginator.Host.Queue.Requests;
using Imaginator.Host.Queue.Snapshots;
using Imaginator.Images;

namespace Imaginator.Host.History;

/// <summary>The steps of a build's record, from notifications of the queue. Stateless.</summary>
internal static class BuildRecordSteps
{
    // An error is one line; the log has the output of commands.
    private const int MaximumErrorLength = 4000;

    /// <summary>Creates the record of a build that waits; <paramref name="stream"/> is null if it is unknown.</summary>
    public static BuildRecord Queued(BuildSnapshot build, StreamDefinition? stream, KeptVariables kept) =>
        Of(build.Id, build.Request, build.QueuedAt, kept) with { Inputs = InputsOf(build.Request.BuildRequest, stream) };

    /// <summary>Creates the record of a build that an earlier process did not finish.</summary>
    public static BuildRecord Interrupted(
        BuildId id, QueuedRequest request, BuildId? retriedAs, KeptVariables kept, DateTimeOffset now) =>
        Of(id, request, now, kept) with
        {
            Result = RecordedResult.Interrupted,
            FinishedAt = now,
            Error = BuildHistory.InterruptedError,
            RetriedAs = retriedAs,
            Inputs = InputsOf(request.BuildRequest, null),
        };

    public static BuildRecord Started(BuildRecord record, BuildSnapshot build) => record with
    {
        Result = RecordedResult.Running,
        StartedAt = build.StartedAt,
        Worker = build.Worker,
    };

    /// <summary>
    /// Applies an event of a build that runs; a stage starts at <paramref name="now"/>. Returns the same record if the event
    /// changes nothing.
    /// </summary>
    public static BuildRecord After(BuildRecord record, BuildEvent buildEvent, DateTimeOffset now) => buildEvent switch
    {
        StageStarted started => record with
        {
            Stages = record.Stages.Add(new StageRecord(started.Stage.ToDisplay(), now)),
        },
        StageFinished finished when record.Stages.LastOrDefault() is { } stage && stage.Name == finished.Stage.ToDisplay() =>
            record with
            {
                Stages = record.Stages.SetItem(
                    record.Stages.Length - 1, stage with { Elapsed = finished.Elapsed, Detail = finished.Detail }),
            },
        ManifestFetched fetched => record with
        {
            Inputs = record.Inputs with
            {
                Branch = fetched.Branch ?? record.Inputs.Branch,
                CommitId = fetched.CommitId ?? record.Inputs.CommitId,
            },
        },
        SourceImageChosen chosen => record with { Inputs = record.Inputs with { SourceImage = chosen.ImageName } },
        _ => record,
    };

    public static BuildRecord Finished(BuildRecord record, BuildSnapshot build, BuildOutcome outcome)
    {
        var finished = record with
        {
            Result = outcome.ToResult(),
            FinishedAt = build.FinishedAt,
            Worker = build.Worker ?? record.Worker,
            Error = outcome.Error.Length <= MaximumErrorLength ? outcome.Error : outcome.Error[..MaximumErrorLength] + "…",
        };
        return outcome.Result is not { } result ? finished : finished with
        {
            // An image that is returned to the caller has no name.
            ImageName = result.ImageName.Length > 0 ? result.ImageName : null,
            Inputs = InputsOf(finished.Inputs, result.Image),
            NewObjects = result.Statistics.NewObjects,
            NewBytes = result.Statistics.NewBytes,
            SameAs = result.SameAs,
        };
    }

    private static BuildRecord Of(BuildId id, QueuedRequest request, DateTimeOffset queuedAt, KeptVariables kept) => new()
    {
        Id = id,
        StreamName = request.StreamName,
        Result = RecordedResult.Queued,
        Reason = request.Reason,
        Requestor = request.Caller.DisplayName,
        QueuedAt = queuedAt,
        NeededBy = request.NeededBy,
        RetryOf = request.RetryOf,
        Request = RequestOf(id, request.BuildRequest, kept),
    };

    private static RecordedRequest RequestOf(BuildId id, BuildRequest request, KeptVariables kept)
    {
        var (variables, missing) = kept.Keep(id, request.Variables);
        return new RecordedRequest
        {
            Branch = request.GitBranch ?? "",
            ExpiresIn = request.ExpiresIn,
            MaxSourceAge = request.MaxSourceAge,
            ReturnsImage = request.ReturnImage,
            Variables = variables,
            Missing = missing,
        };
    }

    private static BuildInputs InputsOf(BuildRequest request, StreamDefinition? stream) => new()
    {
        ManifestUrl = (stream as ImageStream)?.ManifestUrl ?? "",
        ManifestDirectory = (stream as ImageStream)?.ManifestDirectory ?? "",
        Branch = request.GitBranch ?? "",
        VariableNames = [.. request.Variables.Keys],
    };

    private static BuildInputs InputsOf(BuildInputs inputs, Image image) => inputs with
    {
        ManifestUrl = image.BuildGitUrl.Length > 0 ? image.BuildGitUrl : inputs.ManifestUrl,
        Branch = image.BuildBranch.Length > 0 ? image.BuildBranch : inputs.Branch,
        CommitId = image.BuildCommitId.Length > 0 ? image.BuildCommitId : inputs.CommitId,
        SourceImage = image.SourceImage.Length > 0 ? image.SourceImage : inputs.SourceImage,
    };
}
