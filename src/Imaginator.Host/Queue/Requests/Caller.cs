using System.Collections.Immutable;

namespace Imaginator.Host.Queue.Requests;

/// <summary>Who asks for something. Immutable.</summary>
internal sealed record Caller
{
    /// <summary>The daemon itself: its schedule. It may do everything.</summary>
    public static Caller Daemon { get; } = new() { IsDaemon = true, HasMethodAccess = true };

    /// <summary>The user's name from the certificate; empty for the daemon, and for a caller without certificate.</summary>
    public string UserName { get; init; } = "";

    /// <summary>The groups that the user is a member of.</summary>
    public ImmutableHashSet<string> Groups { get; init; } = [];

    /// <summary>
    /// Whether the caller may do what he asks for without restriction. Without it, streams decide whom they let build.
    /// </summary>
    public bool HasMethodAccess { get; init; }

    /// <summary>Where the call came from, <c>ADDRESS:PORT</c>; empty if that is not known, and for the daemon.</summary>
    public string Address { get; init; } = "";

    /// <summary>Whether this is <see cref="Daemon"/>.</summary>
    public bool IsDaemon { get; init; }

    /// <summary>The name for people.</summary>
    public string DisplayName => IsDaemon ? "imaginator" : UserName.Length > 0 ? UserName : "(anonymous)";
}
