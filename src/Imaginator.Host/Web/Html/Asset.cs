namespace Imaginator.Host.Web.Html;

/// <summary>A file that pages refer to. It is part of the program; its address changes with the program.</summary>
internal sealed class Asset
{
    private Asset(string name, string contentType)
    {
        using var resource = typeof(Asset).Assembly.GetManifestResourceStream($"Web.{name}")
            ?? throw new InvalidOperationException($"The program was built without {name}.");
        using var contents = new MemoryStream();
        resource.CopyTo(contents);
        var bytes = contents.ToArray();
        Contents = bytes;
        ContentType = contentType;
        Path = $"/assets/{name}";
        Address = $"{Path}?{typeof(Asset).Module.ModuleVersionId:N}";
    }

    /// <summary>How all pages look.</summary>
    public static Asset Style { get; } = new("style.css", "text/css; charset=utf-8");

    /// <summary>Keeps the end of a growing log in sight.</summary>
    public static Asset Follow { get; } = new("follow.js", "text/javascript; charset=utf-8");

    public ReadOnlyMemory<byte> Contents { get; }

    public string ContentType { get; }

    /// <summary>The path without what makes it change.</summary>
    public string Path { get; }

    /// <summary>The address for links.</summary>
    public string Address { get; }
}
