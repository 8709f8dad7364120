using System.Collections.Immutable;
using Imaginator.Building.Builds;
using Imaginator.Host.Queue.Requests;

namespace Imaginator.Host.Queue.Journal;

/// <summary>An order as it is written down. The names are in files: they stay.</summary>
internal sealed record JournaledRequest
{
    public string Stream { get; init; } = "";

    public TimeSpan ExpiresIn { get; init; }

    public string? GitBranch { get; init; }

    public TimeSpan MaxSourceAge { get; init; }

    public TimeSpan MaximumBuildDuration { get; init; }

    public TimeSpan SkipIfUnchangedFor { get; init; }

    public Dictionary<string, string> Variables { get; init; } = [];

    public bool DisableRecursiveBuild { get; init; }

    public bool ReturnImage { get; init; }

    public TimeSpan? TestTimeout { get; init; }

    public BuildReason Reason { get; init; }

    public bool IsDetached { get; init; }

    public long? NeededBy { get; init; }

    public long? RetryOf { get; init; }

    public int Retries { get; init; }

    public string User { get; init; } = "";

    public string[] Groups { get; init; } = [];

    public bool HasMethodAccess { get; init; }

    public string Address { get; init; } = "";

    public bool IsDaemon { get; init; }

    public static JournaledRequest From(QueuedRequest request) => new()
    {
        Stream = request.StreamName,
        ExpiresIn = request.BuildRequest.ExpiresIn,
        GitBranch = request.BuildRequest.GitBranch,
        MaxSourceAge = request.BuildRequest.MaxSourceAge,
        MaximumBuildDuration = request.BuildRequest.MaximumBuildDuration,
        SkipIfUnchangedFor = request.BuildRequest.SkipIfUnchangedFor,
        Variables = request.BuildRequest.Variables.ToDictionary(StringComparer.Ordinal),
        DisableRecursiveBuild = request.BuildRequest.DisableRecursiveBuild,
        ReturnImage = request.BuildRequest.ReturnImage,
        TestTimeout = request.BuildRequest.TestTimeout,
        Reason = request.Reason,
        IsDetached = request.IsDetached,
        NeededBy = request.NeededBy?.Value,
        RetryOf = request.RetryOf?.Value,
        Retries = request.Retries,
        User = request.Caller.UserName,
        Groups = [.. request.Caller.Groups],
        HasMethodAccess = request.Caller.HasMethodAccess,
        Address = request.Caller.Address,
        IsDaemon = request.Caller.IsDaemon,
    };

    public QueuedRequest ToRequest() => new(
        new BuildRequest
        {
            StreamName = Stream,
            ExpiresIn = ExpiresIn,
            GitBranch = GitBranch,
            MaxSourceAge = MaxSourceAge,
            MaximumBuildDuration = MaximumBuildDuration,
            SkipIfUnchangedFor = SkipIfUnchangedFor,
            Variables = Variables.ToImmutableSortedDictionary(StringComparer.Ordinal),
            DisableRecursiveBuild = DisableRecursiveBuild,
            ReturnImage = ReturnImage,
            TestTimeout = TestTimeout,
            RequestedBy = User,
        },
        Reason,
        IsDaemon
            ? Caller.Daemon
            : new Caller { UserName = User, Groups = [.. Groups], HasMethodAccess = HasMethodAccess, Address = Address })
    {
        IsDetached = IsDetached,
        NeededBy = NeededBy is { } parent ? new BuildId(parent) : null,
        RetryOf = RetryOf is { } first ? new BuildId(first) : null,
        Retries = Retries,
    };
}
