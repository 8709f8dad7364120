using System.Collections.Immutable;

namespace Imaginator.Host.Web.Api.Messages.Images;

/// <summary>The installed packages of an image, sorted by name.</summary>
internal sealed record ApiPackages
{
    public required ImmutableArray<ApiPackage> Packages { get; init; }
}
