using System.Collections.Immutable;

namespace Imaginator.BuilderTool.Certificates;

/// <summary>The subject of a certificate.</summary>
internal sealed record CertificateSubject(string Name)
{
    /// <summary>Patterns <c>Service.Method</c> of the methods that the subject can call.</summary>
    public ImmutableArray<string> PermittedMethods { get; init; } = [];

    /// <summary>The groups of the subject.</summary>
    public ImmutableArray<string> Groups { get; init; } = [];

    /// <summary>Of a server; empty for a client.</summary>
    public ImmutableArray<string> HostNames { get; init; } = [];
}
