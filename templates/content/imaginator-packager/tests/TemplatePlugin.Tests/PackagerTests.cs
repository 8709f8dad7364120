using Imaginator.Packagers;
using Imaginator.Testing;

namespace TemplateNamespace.Tests;

/// <summary>
/// The conformance suite for packagers. It calls the packager as Imaginator does, and checks the script with sh, dash, busybox and
/// shellcheck. Override PrepareTreeAsync to run all commands in a real tree.
/// </summary>
public sealed class PackagerTests : PackagerConformance
{
    protected override IPackager CreatePackager() => new PluginUnderTest(new Plugin()).Get<IPackager>();
}
