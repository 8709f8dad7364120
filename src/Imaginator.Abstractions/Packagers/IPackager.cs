namespace Imaginator.Packagers;

/// <summary>
/// Handles the packages of one kind of image: a packager type such as <c>deb</c> or <c>rpm</c>. Plugins of the kind packager
/// register implementations.
/// </summary>
/// <remarks>Implementations are immutable and thread-safe.</remarks>
public interface IPackager
{
    /// <summary>The name of the packager type in configuration files, for example <c>deb</c>.</summary>
    string TypeName { get; }

    /// <summary>The packager type without changes by the configuration.</summary>
    PackagerType Defaults { get; }
}
