namespace Imaginator.Packagers;

/// <summary>Knows how packages are handled in one kind of image: its packager type (<c>deb</c>, <c>rpm</c>, …).</summary>
/// <remarks>Implementations are immutable and thread-safe.</remarks>
public interface IPackager
{
    /// <summary>The name of the packager type, as configuration files spell it, for instance <c>deb</c>.</summary>
    string TypeName { get; }

    /// <summary>The packager type as it is used when the configuration overrides nothing.</summary>
    PackagerType Defaults { get; }
}
