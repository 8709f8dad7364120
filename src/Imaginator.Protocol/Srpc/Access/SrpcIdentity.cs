using System.Collections.Immutable;

namespace Imaginator.Protocol.Srpc.Access;

/// <summary>The identity of a caller according to its client certificate.</summary>
public sealed record SrpcIdentity
{
    /// <summary>The identity of a caller without a certificate.</summary>
    public static SrpcIdentity Anonymous { get; } = new();

    /// <summary>The user name; empty without a certificate.</summary>
    public string UserName { get; init; } = "";

    /// <summary>The groups that the user is a member of.</summary>
    public ImmutableHashSet<string> Groups { get; init; } = [];

    /// <summary>Patterns of the methods that the certificate permits.</summary>
    public ImmutableArray<string> PermittedMethods { get; init; } = [];
}
