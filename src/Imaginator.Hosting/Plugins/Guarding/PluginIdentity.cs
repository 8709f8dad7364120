namespace Imaginator.Hosting.Plugins.Guarding;

/// <summary>A plugin in messages.</summary>
/// <param name="Name">The name of its folder.</param>
/// <param name="Version">The version of its assembly.</param>
/// <param name="IsOfProduct">Whether it comes with the product: its errors are worded for users already.</param>
internal sealed record PluginIdentity(string Name, string Version, bool IsOfProduct)
{
    public override string ToString() => $"plugin {Name} {Version}";
}
