namespace Imaginator.Hosting.Configuration;

/// <summary>The whole configuration of the daemon.</summary>
/// <param name="Main">The main configuration.</param>
/// <param name="ImageStreams">The image streams configuration.</param>
public sealed record ImaginatorConfiguration(MainConfiguration Main, ImageStreamsConfiguration ImageStreams)
{
    /// <summary>What stream names mean.</summary>
    public StreamCatalog Catalog => new(Main.BootstrapStreams, ImageStreams);
}
