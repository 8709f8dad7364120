using Imaginator.Host.Queue.Requests;
using Imaginator.Hosting.Configuration;

namespace Imaginator.Host.Queue.Journal;

/// <summary>A request as JSON. The names are in files: they stay.</summary>
/// <remarks>The properties have setters because generated code sets absent properties with <c>init</c> to null.</remarks>
internal sealed record JournaledRequest
{
    public string Stream { get; set; } = "";

    public TimeSpan ExpiresIn { get; set; }

    public string? GitBranch { get; set; }

    public TimeSpan MaxSourceAge { get; set; }

    public TimeSpan MaximumBuildDuration { get; set; }

    public TimeSpan SkipIfUnchangedFor { get; set; }

    public Dictionary<string, string> Variables { get; set; } = [];

    public bool DisableRecursiveBuild { get; set; }

    public bool ReturnImage { get; set; }

    public TimeSpan? TestTimeout { get; set; }

    public BuildReason Reason { get; set; }

    public bool IsDetached { get; set; }

    public long? NeededBy { get; set; }

    public long? RetryOf { get; set; }

    public int Retries { get; set; }

    public string User { get; set; } = "";

    public string[] Groups { get; set; } = [];

    public bool HasMethodAccess { get; set; }

    public string Address { get; set; } = "";

    public bool IsDaemon { get; set; }

    /// <summary>The role of the caller's bearer token; null for other callers.</summary>
    public StreamRole? TokenRole { get; set; }

    /// <summary>The streams of the caller's bearer token; null for other callers.</summary>
    public string[]? TokenStreams { get; set; }

    public static JournaledRequest From(QueuedRequest request)
    {
        var journaled = new JournaledRequest
        {
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
            TokenRole = request.Caller.Scope?.Role,
            TokenStreams = request.Caller.Scope is { } scope ? [.. scope.Streams] : null,
        };
        JournaledRequestMapper.Copy(request.BuildRequest, journaled);
        return journaled;
    }

    public QueuedRequest ToRequest() => new(
        JournaledRequestMapper.ToBuildRequest(this),
        Reason,
        IsDaemon
            ? Caller.Daemon
            : new Caller
            {
                UserName = User,
                Groups = [.. Groups],
                HasMethodAccess = HasMethodAccess,
                Address = Address,
                Scope = TokenRole is { } role ? new CallerScope(role, [.. TokenStreams ?? []]) : null,
            })
    {
        IsDetached = IsDetached,
        NeededBy = NeededBy is { } parent ? new BuildId(parent) : null,
        RetryOf = RetryOf is { } first ? new BuildId(first) : null,
        Retries = Retries,
    };
}
