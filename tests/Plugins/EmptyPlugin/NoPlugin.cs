using Imaginator.Packagers;

namespace Imaginator.TestPlugins;

/// <summary>Uses the contract without being a plugin.</summary>
public sealed class NoPlugin
{
    public PackagerType Type { get; } = new();
}
