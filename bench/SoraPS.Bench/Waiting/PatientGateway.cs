using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using SoraPS.Bench.Processes;

namespace SoraPS.Bench.Waiting;

/// <summary>
/// A gateway of the OpenAI dialect, in a process of its own, that knows every task as running and asks each client to look
/// again in two minutes: between the looks lies a time in which none is due.
/// </summary>
internal static class PatientGateway
{
    public const string Verb = "patient-gateway";

    private const string Count = "/_count";

    /// <summary>How often one was asked.</summary>
    public static async Task<int> AskedAsync(Uri gateway)
    {
        using HttpClient http = new();
        return int.Parse(await http.GetStringAsync(new Uri(gateway, Count)), CultureInfo.InvariantCulture);
    }

    /// <summary>Serves until the process that started this one is gone.</summary>
    public static async Task<int> ServeAsync(string[] arguments)
    {
        Uri address = new($"http://127.0.0.1:{FreePort()}/");
        using HttpListener listener = new();
        listener.Prefixes.Add(address.AbsoluteUri);
        listener.Start();
        _ = Task.Run(() => AnswerAsync(listener));
        await ServingProcess.ServeAsync(new Uri(address, "v1"));
        return 0;
    }

    private static async Task AnswerAsync(HttpListener listener)
    {
        int asked = 0;
        while (true)
        {
            HttpListenerContext context = await listener.GetContextAsync();
            string path = context.Request.Url!.AbsolutePath;
            string answer = path == Count ? asked.ToString(CultureInfo.InvariantCulture) : Running(path, asked++ % 100);
            context.Response.ContentType = "application/json";
            context.Response.Headers["openai-poll-after-ms"] = "120000";
            context.Response.Close(Encoding.UTF8.GetBytes(answer), willBlock: false);
        }
    }

    private static string Running(string path, int progress) =>
        $$"""{"id":"{{path[(path.LastIndexOf('/') + 1)..]}}","object":"video","status":"in_progress","progress":{{progress}}}""";

    private static int FreePort()
    {
        using TcpListener any = new(IPAddress.Loopback, 0);
        any.Start();
        return ((IPEndPoint)any.LocalEndpoint).Port;
    }
}
