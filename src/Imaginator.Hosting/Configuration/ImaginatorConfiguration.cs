namespace Imaginator.Hosting.Configuration;

/// <summary>The whole configuration of the daemon.</summary>
public sealed record ImaginatorConfiguration(MainConfiguration Main, ImageStreamsConfiguration ImageStreams)
{
    public StreamCatalog Catalog => new(Main.BootstrapStreams, ImageStreams);
}
