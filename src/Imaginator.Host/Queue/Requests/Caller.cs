using System.Collections.Immutable;

namespace Imaginator.Host.Queue.Requests;

/// <summary>The user, program or schedule that makes a call. Immutable.</summary>
internal sealed record Caller
{
    /// <summary>The schedule of the daemon itself, which has every permission.</summary>
    public static Caller Daemon { get; } = new() { IsDaemon = true, HasMethodAccess = true };

    /// <summary>
    /// The user name from the certificate or the session, or <c>token:NAME</c>; empty for the daemon, and for an anonymous caller.
    /// </summary>
    public string UserName { get; init; } = "";

    /// <summary>The groups of the user; none for a token.</summary>
    public ImmutableHashSet<string> Groups { get; init; } = [];

    /// <summary>Whether the caller has access to the called method. For other callers, each stream decides who can build it.</summary>
    public bool HasMethodAccess { get; init; }

    /// <summary>The credential that identified the caller.</summary>
    public AuthenticationKind Authentication { get; init; }

    /// <summary>The name of the bearer token; empty for other callers.</summary>
    public string TokenName { get; init; } = "";

    /// <summary>The permissions of the bearer token, which has no others; null for other callers.</summary>
    public CallerScope? Scope { get; init; }

    /// <summary>The origin of the call, <c>ADDRESS:PORT</c>; empty if it is not known, and for the daemon.</summary>
    public string Address { get; init; } = "";

    /// <summary>Whether this is <see cref="Daemon"/>.</summary>
    public bool IsDaemon { get; init; }

    /// <summary>The name for people.</summary>
    public string DisplayName => IsDaemon ? "imaginator" : UserName.Length > 0 ? UserName : "(anonymous)";

    /// <summary>Whether builds and images of a stream with the name of the caller are the caller's.</summary>
    public bool MayOwn(string streamName) => Scope?.MayOwn(streamName) ?? true;
}
