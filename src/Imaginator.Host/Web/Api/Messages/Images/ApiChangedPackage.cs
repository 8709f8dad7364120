namespace Imaginator.Host.Web.Api.Messages.Images;

/// <summary>A package that both images have in different versions.</summary>
internal sealed record ApiChangedPackage
{
    public required string Name { get; init; }

    /// <summary>The version in the first image.</summary>
    public required string Before { get; init; }

    /// <summary>The version in the second image.</summary>
    public required string After { get; init; }
}
