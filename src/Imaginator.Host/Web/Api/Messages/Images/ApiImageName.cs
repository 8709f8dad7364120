namespace Imaginator.Host.Web.Api.Messages.Images;

/// <summary>The name of an image.</summary>
internal sealed record ApiImageName
{
    public required string Image { get; init; }
}
