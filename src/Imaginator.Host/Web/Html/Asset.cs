namespace Imaginator.Host.Web.Html;

/// <summary>A file that pages refer to. It is embedded in the program, and its address changes with each build of the program.</summary>
internal sealed class Asset
{
    private Asset(string name, string contentType)
    {
        using var resource = typeof(Asset).Assembly.GetManifestResourceStream($"Web.{name}")
            ?? throw new InvalidOperationException($"resource \"{name}\" is missing from the program");
        using var contents = new MemoryStream();
        resource.CopyTo(contents);
        var bytes = contents.ToArray();
        Contents = bytes;
        ContentType = contentType;
        Path = $"/assets/{name}";
        Address = $"{Path}?{typeof(Asset).Module.ModuleVersionId:N}";
    }

    /// <summary>The style sheet of all pages.</summary>
    public static Asset Style { get; } = new("style.css", "text/css; charset=utf-8");

    /// <summary>Keeps the end of a growing log in sight.</summary>
    public static Asset Follow { get; } = new("follow.js", "text/javascript; charset=utf-8");

    public ReadOnlyMemory<byte> Contents { get; }

    public string ContentType { get; }

    /// <summary>The path, for routing.</summary>
    public string Path { get; }

    /// <summary>The path with the program's build id, for links.</summary>
    public string Address { get; }
}
