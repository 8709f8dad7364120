namespace Imaginator.Linux.Tests;

/// <summary>A directory below <c>/tmp</c> that is deleted in the end.</summary>
internal sealed class TemporaryDirectory : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("imaginator-linux-").FullName;

    public string In(string path) => System.IO.Path.Combine(Path, path);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
