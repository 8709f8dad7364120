using Imaginator.Images;

namespace Imaginator.Host.Web.Api.Messages.Images;

/// <summary>An installed package.</summary>
internal sealed record ApiPackage
{
    public required string Name { get; init; }

    public required string Version { get; init; }

    /// <summary>The installed size in bytes; absent if it is unknown.</summary>
    public ulong? Size { get; init; }

    public static ApiPackage Of(Package package) =>
        new() { Name = package.Name, Version = package.Version, Size = package.Size == 0 ? null : package.Size };
}
