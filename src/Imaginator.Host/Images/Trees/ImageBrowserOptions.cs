namespace Imaginator.Host.Images.Trees;

/// <summary>The limits of reading images for pages and the API.</summary>
internal sealed record ImageBrowserOptions
{
    /// <summary>The maximum memory of the trees that are kept, in bytes: about 200,000 files.</summary>
    public long MaximumBytes { get; init; } = 64L << 20;

    /// <summary>How long trees are kept after their last use.</summary>
    public TimeSpan KeepFor { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>The maximum time for the answer of the image store.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The maximum number of images in which the versions of a file are searched, the newest first.</summary>
    public int MaximumImagesOfHistory { get; init; } = 50;
}
