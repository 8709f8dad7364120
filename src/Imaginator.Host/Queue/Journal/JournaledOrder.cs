using System.Collections.Immutable;
using Imaginator.Building.Builds;

namespace Imaginator.Host.Queue.Journal;

/// <summary>An order as it is written down. The names are in files: they stay.</summary>
internal sealed record JournaledOrder
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

    public static JournaledOrder From(BuildOrder order) => new()
    {
        Stream = order.StreamName,
        ExpiresIn = order.Request.ExpiresIn,
        GitBranch = order.Request.GitBranch,
        MaxSourceAge = order.Request.MaxSourceAge,
        MaximumBuildDuration = order.Request.MaximumBuildDuration,
        SkipIfUnchangedFor = order.Request.SkipIfUnchangedFor,
        Variables = order.Request.Variables.ToDictionary(StringComparer.Ordinal),
        DisableRecursiveBuild = order.Request.DisableRecursiveBuild,
        ReturnImage = order.Request.ReturnImage,
        TestTimeout = order.Request.TestTimeout,
        Reason = order.Reason,
        IsDetached = order.IsDetached,
        NeededBy = order.NeededBy?.Value,
        RetryOf = order.RetryOf?.Value,
        Retries = order.Retries,
        User = order.Caller.UserName,
        Groups = [.. order.Caller.Groups],
        HasMethodAccess = order.Caller.HasMethodAccess,
        Address = order.Caller.Address,
        IsDaemon = order.Caller.IsDaemon,
    };

    public BuildOrder ToOrder() => new(
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
