namespace Imaginator.Host.Tests;

/// <summary>A directory that is there for one test.</summary>
public sealed class TemporaryDirectory : IDisposable
{
    public string FullName { get; } = Directory.CreateTempSubdirectory("imaginator-host-").FullName;

    public string PathOf(params ReadOnlySpan<string> names) => Path.Combine([FullName, .. names]);

    /// <summary>Writes a file, making its directories.</summary>
    public string Write(string name, string contents)
    {
        var path = PathOf(name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, contents);
        return path;
    }

    public void Dispose() => Directory.Delete(FullName, recursive: true);
}
