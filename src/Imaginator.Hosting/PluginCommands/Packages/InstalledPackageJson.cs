using System.Text.Json.Serialization;

namespace Imaginator.Hosting.PluginCommands.Packages;

[JsonSourceGenerationOptions(WriteIndented = true)]
[JsonSerializable(typeof(InstalledPackage))]
internal sealed partial class InstalledPackageJson : JsonSerializerContext;
