namespace Imaginator.Host.Configuration;

/// <summary>The parts of the configuration, which are read separately.</summary>
internal enum ConfigurationPart
{
    /// <summary>The main configuration.</summary>
    Main,

    /// <summary>The image streams.</summary>
    ImageStreams,

    /// <summary>The variables file, which holds secrets.</summary>
    Variables,
}
