namespace Imaginator.Hosting.Plugins;

/// <summary>Two plugins claim one name. Neither gets it.</summary>
/// <param name="Part">What they claim: <c>packager deb</c>, <c>manifests https</c>, <c>image server local</c>.</param>
/// <param name="FirstFile">The assembly of the one.</param>
/// <param name="SecondFile">The assembly of the other.</param>
public sealed record PluginConflict(string Part, string FirstFile, string SecondFile)
{
    /// <summary>Says what is wrong and what to do.</summary>
    /// <returns>One line for people.</returns>
    public override string ToString() =>
        $"{Part} is claimed by two plugins, {FirstFile} and {SecondFile}; remove one of them";
}
