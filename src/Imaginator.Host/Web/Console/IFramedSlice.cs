namespace Imaginator.Host.Web.Console;

/// <summary>A slice that needs the frame of its page.</summary>
internal interface IFramedSlice
{
    /// <summary>Set before the slice is rendered.</summary>
    PageFrame Frame { get; set; }
}
