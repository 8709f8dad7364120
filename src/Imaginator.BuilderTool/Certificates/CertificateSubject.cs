using System.Collections.Immutable;

namespace Imaginator.BuilderTool.Certificates;

/// <summary>Whom a certificate is for.</summary>
/// <param name="Name">The user name.</param>
internal sealed record CertificateSubject(string Name)
{
    /// <summary>Patterns of the methods that he may call, <c>Service.Method</c>.</summary>
    public ImmutableArray<string> PermittedMethods { get; init; } = [];

    /// <summary>The groups that he belongs to.</summary>
    public ImmutableArray<string> Groups { get; init; } = [];

    /// <summary>The host names and addresses of a server; none for a client.</summary>
    public ImmutableArray<string> HostNames { get; init; } = [];
}
