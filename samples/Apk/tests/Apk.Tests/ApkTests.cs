using Imaginator.Packagers;
using Imaginator.Testing;

namespace Samples.Apk.Tests;

/// <summary>The conformance suite. Debian has no apk: the verbs do not run in a real tree.</summary>
public sealed class ApkTests : PackagerConformance
{
    // The plan and the list are shell scripts.
    protected override IReadOnlyCollection<string> PackageTools => ["apk"];

    protected override IPackager CreatePackager() => new PluginUnderTest(new ApkPlugin()).Get<IPackager>();
}
