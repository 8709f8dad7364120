namespace Imaginator.Host.Configuration;

/// <summary>What is read, and can be broken, on its own.</summary>
internal enum ConfigurationPart
{
    /// <summary>The main configuration.</summary>
    Main,

    /// <summary>The image streams.</summary>
    ImageStreams,

    /// <summary>The file of secret variables.</summary>
    Variables,
}
