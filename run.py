"""Start the platform on this machine: web server and clock in one, on the embedded database."""

from app import create_app

app = create_app()

if __name__ == "__main__":
    from app.surfaces.serving import serve

    serve(app)
