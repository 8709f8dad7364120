using System.Collections.Immutable;
using Imaginator.Host.Queue.Requests;

namespace Imaginator.Host.Access;

/// <summary>
/// The verified identity of the sender of a request. Requests with a bearer token or a session have it as a feature. Immutable.
/// </summary>
internal sealed record WebIdentity
{
    /// <summary>The identity of a sender without credentials.</summary>
    public static WebIdentity Anonymous { get; } = new();

    public AuthenticationKind Kind { get; init; }

    /// <summary>The name of the user or token; empty for none.</summary>
    public string UserName { get; init; } = "";

    public ImmutableHashSet<string> Groups { get; init; } = [];

    /// <summary>Patterns of the methods that the certificate permits; none for other credentials.</summary>
    public ImmutableArray<string> PermittedMethods { get; init; } = [];

    /// <summary>The name of the token; empty for other credentials.</summary>
    public string TokenName { get; init; } = "";

    /// <summary>The id of the token; empty for other credentials.</summary>
    public string TokenId { get; init; } = "";

    /// <summary>The permissions of the token; null for other credentials.</summary>
    public CallerScope? Scope { get; init; }

    /// <summary>The id of the session; empty for other credentials.</summary>
    public string SessionId { get; init; } = "";
}
