using System.Collections.Immutable;
using Imaginator.Building.Builds;
using Imaginator.Host.Auditing;
using Imaginator.Host.History;
using Imaginator.Host.History.Keys;
using Imaginator.Host.History.Records;
using Imaginator.Host.Queue;
using Imaginator.Host.Queue.Admission;
using Imaginator.Host.Queue.Requests;
using Imaginator.Protocol.Srpc.Server;

namespace Imaginator.Host.Builds;

/// <summary>
/// Starts builds for callers of pages and API, which continue without their callers. Permission and bounds are those of
/// <c>Imaginator.BuildImage</c>. The caller of this type writes the audit log, except the inputs of builds. Thread-safe.
/// </summary>
internal sealed class BuildStarts(
    BuildSubmissions submissions,
    BuildLookup records,
    IdempotencyKeys keys,
    BuildBounds bounds,
    UserLimit limit,
    AuditLog audit)
{
    /// <summary>The maximum length of an idempotency key in characters.</summary>
    public const int MaximumKeyLength = IdempotencyKeys.MaximumLength;

    private const string Channel = "web";

    /// <summary>The maximum age of a source image, as builder-tool requests it.</summary>
    private static readonly TimeSpan MaxSourceAge = TimeSpan.FromHours(1);

    /// <summary>
    /// Starts a build. A repeated idempotency key of the caller returns the build of the first order.
    /// </summary>
    /// <param name="idempotencyKey">
    /// The key, 1 to <see cref="MaximumKeyLength"/> printable ASCII characters; null for none.
    /// </param>
    /// <exception cref="BuildRefusedException">
    /// The caller has no permission; a value is out of bounds; the queue accepts no request; the key belongs to another order.
    /// </exception>
    /// <exception cref="ImaginatorException">The definition of the stream is invalid, or the key cannot be kept.</exception>
    public Task<StartedBuild> StartAsync(
        Caller caller, BuildOrder order, string? idempotencyKey, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(order);
        return OnceAsync(
            caller,
            idempotencyKey,
            () => OrderText.Of(order),
            () => SubmitAsync(caller, RequestOf(order), retryOf: null, AuditActions.BuildImage, cancellationToken),
            cancellationToken);
    }

    /// <summary>Starts a build with the inputs of an earlier one: branch, variables and lifetime.</summary>
    /// <exception cref="BuildRefusedException">As for <see cref="StartAsync"/>; also if the build is not known, or if the history does
    /// not have the values of its variables: the message lists the variables that the caller must give again.</exception>
    /// <exception cref="ImaginatorException">As for <see cref="StartAsync"/>.</exception>
    public Task<StartedBuild> RetryAsync(
        Caller caller, BuildId build, string? idempotencyKey, CancellationToken cancellationToken) => RetryAsync(
            caller, build, ImmutableSortedDictionary<string, string>.Empty, idempotencyKey, cancellationToken);

    /// <summary>As the other method, with values of variables that replace those of the earlier build or that are not kept.</summary>
    /// <exception cref="BuildRefusedException">As for the other method.</exception>
    /// <exception cref="ImaginatorException">As for the other method.</exception>
    public Task<StartedBuild> RetryAsync(
        Caller caller,
        BuildId build,
        ImmutableSortedDictionary<string, string> variables,
        string? idempotencyKey,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(variables);
        return OnceAsync(
            caller,
            idempotencyKey,
            () => OrderText.OfRetry(build, variables),
            () => SubmitAsync(
                caller, RetryRequestOf(caller, build, variables), retryOf: build, AuditActions.RetryBuild, cancellationToken),
            cancellationToken);
    }

    private async Task<StartedBuild> OnceAsync(
        Caller caller, string? key, Func<byte[]> describe, Func<Task<StartedBuild>> start, CancellationToken cancellationToken)
    {
        if (key is null)
        {
            return await start();
        }

        using var order = await keys.BeginAsync(caller, key, describe(), cancellationToken);
        if (order.Build is { } known)
        {
            return new StartedBuild(known, Joined: false, IsRepeated: true);
        }

        var started = await start();
        order.Complete(started.Id);
        return started;
    }

    private async Task<StartedBuild> SubmitAsync(
        Caller caller, BuildRequest request, BuildId? retryOf, string action, CancellationToken cancellationToken)
    {
        // The permission first: callers without one neither learn of the limit nor count for it.
        var admitted = await submissions.AdmitAsync(request, caller, cancellationToken);
        var place = EnterLimit(caller);
        try
        {
            var (queued, subscription) = submissions.SubmitDetached(admitted, retryOf);
            AuditInputs(caller, queued.BuildRequest, action);
            _ = LeaveAtTheEndAsync(subscription, place);

            // The record of the build is what callers look at next.
            await subscription.Announced;
            return new StartedBuild(subscription.Id, subscription.HasJoined, IsRepeated: false);
        }
        catch
        {
            place?.Dispose();
            throw;
        }
    }

    /// <summary>Counts a build of a caller without access to the method, together with those that the caller requests by RPC.</summary>
    private IDisposable? EnterLimit(Caller caller) => caller.HasMethodAccess
        ? null
        : limit.TryEnter(caller.UserName) ?? throw new BuildRefusedException(
            BuildRefusal.TooMany,
            $"too many builds of {caller.DisplayName} at the same time: the maximum is {bounds.MaximumConcurrentBuildsPerUser}; "
            + "wait until one of them has ended");

    // Without the subscription, a build would lose the priority of a person.
    private static async Task LeaveAtTheEndAsync(IBuildSubscription subscription, IDisposable? place)
    {
        await subscription.Completion;
        subscription.Dispose();
        place?.Dispose();
    }

    private void AuditInputs(Caller caller, BuildRequest request, string action)
    {
        if (!request.Variables.IsEmpty || !string.IsNullOrEmpty(request.GitBranch))
        {
            audit.Inputs(new AuditedCall(caller, action, request.StreamName, Channel), InputText.Describe(request), "public");
        }
    }

    private BuildRequest RequestOf(BuildOrder order) => new()
    {
        StreamName = order.StreamName,
        GitBranch = string.IsNullOrEmpty(order.Branch) ? null : order.Branch,
        Variables = order.Variables.WithComparers(StringComparer.Ordinal),
        ExpiresIn = order.ExpiresIn ?? bounds.MaximumExpiration,
        MaxSourceAge = MaxSourceAge,
    };

    private BuildRequest RetryRequestOf(Caller caller, BuildId build, ImmutableSortedDictionary<string, string> given)
    {
        var record = records.Find(build) ?? throw new BuildRefusedException(
            BuildRefusal.UnknownBuild, $"build {build} not found; it may have been removed from the history");
        var request = records.FindRequest(build) ?? RequestOfEarlierVersion(record);
        if (request.ReturnsImage)
        {
            throw new BuildRefusedException(
                BuildRefusal.MissingInputs,
                $"cannot retry build {build}: it returned its image to a caller instead of publishing it; request a build of {record.StreamName}");
        }

        return new BuildRequest
        {
            StreamName = record.StreamName,
            GitBranch = request.Branch.Length > 0 ? request.Branch : null,
            Variables = VariablesOf(record, request, given),
            ExpiresIn = WithinBounds(request.ExpiresIn, caller),
            MaxSourceAge = request.MaxSourceAge,
        };
    }

    private ImmutableSortedDictionary<string, string> VariablesOf(
        BuildRecord record, RecordedRequest request, ImmutableSortedDictionary<string, string> given)
    {
        var kept = records.OpenVariables(record.Id, request) ?? ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);
        var variables = kept.SetItems(given);
        ImmutableArray<string> missing = [.. record.Inputs.VariableNames.Where(name => !variables.ContainsKey(name))];
        return missing.IsEmpty ? variables : throw new BuildRefusedException(
            BuildRefusal.MissingInputs,
            $"cannot retry build {record.Id} without the values of {string.Join(", ", missing)}, which are not kept because they can be "
            + "secret; give them again")
        {
            MissingVariables = missing,
        };
    }

    // The branch is the requested one if there was one; otherwise the default one, which was fetched.
    private static RecordedRequest RequestOfEarlierVersion(BuildRecord record) => new()
    {
        Branch = record.Inputs.Branch,
        Missing = record.Inputs.VariableNames,
    };

    // The image of an automatic build can live longer than one that the caller may request.
    private TimeSpan WithinBounds(TimeSpan expiresIn, Caller caller)
    {
        var maximum = caller.HasMethodAccess ? bounds.MaximumExpirationPrivileged : bounds.MaximumExpiration;
        return expiresIn <= TimeSpan.Zero || expiresIn > maximum ? maximum
            : expiresIn < bounds.MinimumExpiration ? bounds.MinimumExpiration
            : expiresIn;
    }
}
