using System.Collections.Immutable;

namespace Imaginator.Host.Queue.Requests;

/// <summary>The user, program or schedule that makes a call. Immutable.</summary>
internal sealed record Caller
{
    /// <summary>The schedule of the daemon itself, which has every permission.</summary>
    public static Caller Daemon { get; } = new() { IsDaemon = true, HasMethodAccess = true };

    /// <summary>The user name from the certificate; empty for the daemon, and for a caller without a certificate.</summary>
    public string UserName { get; init; } = "";

    /// <summary>The groups of the user.</summary>
    public ImmutableHashSet<string> Groups { get; init; } = [];

    /// <summary>Whether the caller has access to the called method. For other callers, each stream decides who can build it.</summary>
    public bool HasMethodAccess { get; init; }

    /// <summary>The origin of the call, <c>ADDRESS:PORT</c>; empty if it is not known, and for the daemon.</summary>
    public string Address { get; init; } = "";

    /// <summary>Whether this is <see cref="Daemon"/>.</summary>
    public bool IsDaemon { get; init; }

    /// <summary>The name for people.</summary>
    public string DisplayName => IsDaemon ? "imaginator" : UserName.Length > 0 ? UserName : "(anonymous)";
}
